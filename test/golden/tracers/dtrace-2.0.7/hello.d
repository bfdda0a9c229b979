/* Text, arguments, exit. */
BEGIN
{
	printf("hello %s\n", $$1);
	trace("traced");
	trace(42);
	exit(0);
}
