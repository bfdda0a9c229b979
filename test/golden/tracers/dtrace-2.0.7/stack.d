/* Stacks printed and as keys. */
syscall::clock_nanosleep:entry
{
	stack(3);
	@by[stack(3)] = count();
	@user[ustack(2), execname] = count();
	exit(0);
}
