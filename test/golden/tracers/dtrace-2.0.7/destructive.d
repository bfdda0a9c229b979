BEGIN
{
	system("ls");
	exit(0);
}
