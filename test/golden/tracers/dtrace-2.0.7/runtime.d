/* A bad address. */
BEGIN
{
	trace(*(int *)0);
}
BEGIN
{
	trace(1 / (pid - pid));
	exit(0);
}
ERROR
{
	printf("caught");
}
