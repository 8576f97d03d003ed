"""Industries, occupations (职业), levels (等级), and the filed self-evaluation scopes (自主评价备案)."""
