import { render } from "preact";
import { connect } from "./engine/connect.ts";
import { Shell } from "./shell/shell.tsx";
import "./shell/theme.css";
import "./ui/ui.css";
import "./shell/shell.css";

const page = document.getElementById("page");
if (page) render(<Shell />, page);
connect();
// It counts whichever view is open.
void import("./model/collected.ts");
