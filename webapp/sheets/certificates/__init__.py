"""External lists of certificates (外部证书名单, 1.7): columns found, lines read as a roster's are."""
