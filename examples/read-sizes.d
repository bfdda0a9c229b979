#!/usr/sbin/dtrace -s
/* How much programs ask read(2) for: a histogram of bytes by program. */

#pragma D option quiet

dtrace:::BEGIN
{
	printf("counting the sizes that read(2) is asked for\n");
}

syscall::read:entry
{
	@bytes[execname] = quantize(arg2);
}
