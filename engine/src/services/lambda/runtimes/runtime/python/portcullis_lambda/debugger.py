"""Opens a port for a debugger, by which the engine leads those of its users here."""


def let_debugger_in(options):
    """`options`: the port, and whether the code waits for a debugger; none when nobody wants one."""
    if not options:
        return
    # Before anything of the process is guarded: the debugger has a process of its own, and connections to it.
    import debugpy

    debugpy.listen(("127.0.0.1", options["port"]))
    if options["waits"]:
        debugpy.wait_for_client()
