/**
Small buffers in memory of their own from here on. @xterm/addon-unicode-graphemes 0.4.0 reads its table from the beginning of the
memory behind its buffer: where that is Node's shared pool it finds what others left there ("Data error").
*/

Buffer.poolSize = 0;
