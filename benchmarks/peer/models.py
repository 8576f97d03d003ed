"""The peer's tables: people as imported, and the product's own tables as they are."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """A row of Annex 2 as django-import-export puts it in."""

    name = models.TextField()
    sex = models.TextField()
    unit = models.TextField()
    birth = models.TextField()
    id_number = models.TextField()
    work_start = models.TextField()
    education = models.TextField()
    occupation = models.TextField()
    experience_months = models.TextField()
    certificate_date = models.TextField()
    certificate_number = models.TextField()
    phone = models.TextField()

    class Meta:
        app_label = "peer"
        db_table = "peer_person"


class Application(models.Model):
    """The product's table, with the columns that its list shows."""

    public_id = models.TextField()
    tenant_id = models.BigIntegerField()
    programme_year = models.IntegerField()
    state = models.TextField()
    name = models.TextField()
    id_masked = models.TextField()
    unit_name = models.TextField(null=True)
    target_occupation = models.TextField()
    target_level = models.TextField()
    qualifies_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "peer"
        db_table = "application"
        managed = False


class Figure(models.Model):
    """The product's summary table."""

    tenant_id = models.BigIntegerField()
    programme_year = models.IntegerField()
    number = models.IntegerField()

    class Meta:
        app_label = "peer"
        db_table = "application_figure"
        managed = False
