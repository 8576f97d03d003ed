"""People: identity numbers (身份证号) and the ledger of the certificates known of a person."""
