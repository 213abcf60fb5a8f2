// sillage-cli: the headless twin of the workbench.
int main() { return 0; }
