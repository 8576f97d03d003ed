"""证书登记库 (1.7): the external lists of certificates that the city loads, and look-ups in the registry."""
