/** Error numbers of Linux, the same on both architectures. */
export const EPERM = 1;
export const ESRCH = 3;
export const ENOMEM = 12;
export const EACCES = 13;
export const ENOSYS = 38;
export const EOPNOTSUPP = 95;
