"""What `zswatch init` does: questions, a settings file and a secret written whole or not at all, a first crawl."""
