"""Running the product (运维): probes that a supervisor or balancer asks; nothing of any tenant (spec 4.7)."""
