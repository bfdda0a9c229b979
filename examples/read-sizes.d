#!/usr/sbin/dtrace -s
/*
 * How much is asked for by read(2), in steps of 1 KB up to 16 KB, printed at the end.
 */
syscall::read:entry
{
	@bytes = lquantize(arg2, 0, 16384, 1024);
}
