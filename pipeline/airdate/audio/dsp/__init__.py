"""Signal processing on blocks of float samples."""
