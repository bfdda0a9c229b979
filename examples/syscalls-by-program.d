#!/usr/sbin/dtrace -s
/*
 * Which programs make which system calls: the ten most frequent pairs, every second.
 * Uses the syscall provider only, so it works on every kernel that dtrace does.
 */
#pragma D option quiet

syscall:::entry
/pid != $pid/
{
	@calls[execname, probefunc] = count();
}

tick-1sec
{
	trunc(@calls, 10);
	printf("%-16s %-20s %8s\n", "PROGRAM", "CALL", "COUNT");
	printa("%-16s %-20s %@8d\n", @calls);
	trunc(@calls);
}
