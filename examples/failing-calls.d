#!/usr/sbin/dtrace -s
/*
 * System calls that fail, by program and error number, every two seconds.
 */
#pragma D option quiet

syscall:::return
/errno != 0 && pid != $pid/
{
	@failed[execname, probefunc, errno] = count();
}

tick-2sec
{
	printf("%-16s %-20s %6s %8s\n", "PROGRAM", "CALL", "ERROR", "COUNT");
	printa("%-16s %-20s %6d %@8d\n", @failed);
	trunc(@failed);
}
