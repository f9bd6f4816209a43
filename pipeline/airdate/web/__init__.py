"""Around the web server: config files, preview, verification, notifications, link checks."""
