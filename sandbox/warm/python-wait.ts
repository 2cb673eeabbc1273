/**
What Python runs before the script of a warm slot, as the argument of `-c`.

It imports what most scripts do, says with one byte that it is ready, reads its one job from the standard input (u32, little
endian, then so many bytes of JSON) and not a byte more, puts everything as it is in a cold start, and runs the script as
`__main__`. It reads nothing of the skill before its job is there. What remains to be seen are two frames below the script's, a third in the
trace of an exception hook that itself fails; objects that the script hung on those modules (`json.dumps = ...`) get no
destructor at exit, which Python promises nobody; and a folder that the script puts in front of `sys.path` itself does not hide them.
*/
export const pythonWait = `
def _wait():
    import sys
    sys.path.pop(0)
    cold = set(sys.modules)
    import gc, json, os, re
    from _frozen_importlib_external import SourceFileLoader

    def take(size):
        taken = b''
        while len(taken) < size:
            part = os.read(0, size - len(taken))
            if not part:
                os._exit(0)
            taken += part
        return taken

    def report(kind, error, trace):
        inner = trace.tb_next.tb_next
        hook(kind, error.with_traceback(inner), inner)

    script = sys.argv[1]
    # The first compilation makes the types of syntax trees, which takes a millisecond.
    compile('', script, 'exec')
    # What is there already need not be searched for garbage when the script is over: half the time that leaving takes.
    gc.collect()
    gc.freeze()
    # Not frozen, so that what the script leaves open is closed in the end: its module is a new one.
    main = type(sys)('__main__')
    main.__dict__.update(
        __loader__=SourceFileLoader('__main__', script), __annotations__={}, __builtins__=__builtins__,
        __file__=script, __cached__=None,
    )
    sys.modules['__main__'] = main
    os.write(1, b'\\n')
    args = json.loads(take(int.from_bytes(take(4), 'little')))['args']
    sys.argv = [script, *args]
    if hasattr(sys, 'orig_argv'):
        sys.orig_argv[-3:] = sys.argv
    folder = os.path.dirname(os.path.realpath(script))
    sys.path.insert(0, folder)
    early = set(sys.modules) - cold
    # A module beside the script goes before one of Python's own with its name: then nothing has been imported.
    if any(name.split('.')[0] in early for name in os.listdir(folder)):
        for name in early:
            del sys.modules[name]
    try:
        with open(script, 'rb') as file:
            source = file.read()
        exec(compile(source, script, 'exec', dont_inherit=True), main.__dict__)
    except BaseException:
        hook = getattr(sys, 'excepthook', sys.__excepthook__)
        sys.excepthook = report
        raise

_wait()
`;
