"""Does: one function per intent, each one transaction. Only here do the store and the platforms meet."""
