#!/usr/sbin/dtrace -s
/* System calls by program and name, the busiest last, once the run ends. */

#pragma D option quiet

syscall:::entry
{
	@calls[execname, probefunc] = count();
}

tick-1s
{
	printf("%d s\n", ++seconds);
}

END
{
	trunc(@calls, 15);
	printa("%-16s %-20s %@8d\n", @calls);
}
