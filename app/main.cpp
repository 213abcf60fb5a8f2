// sillage: the workbench.
int main() { return 0; }
