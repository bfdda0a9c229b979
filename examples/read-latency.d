#!/usr/sbin/dtrace -s
/*
 * How long read(2) takes, as a histogram for each program, printed at the end.
 * Shows a thread-local variable: it is set at the entry, used at the return, and freed by setting it to 0.
 */
syscall::read:entry
{
	self->start = timestamp;
}

syscall::read:return
/self->start/
{
	@nanoseconds[execname] = quantize(timestamp - self->start);
	self->start = 0;
}
