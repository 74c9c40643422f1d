// Microsoft's package of this name brings a `tsc` that npm would put in the place of the repository's own.
module.exports = require("typescript");
