"""django-import-export 4.4.3 in its best bulk mode, doing the identity check and the duplicate look-up only.

It reads the same workbook through its own openpyxl format. The look-up asks for each batch of a thousand at
once, which is more than the package does by itself, against the same two million certificates.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.generator import workbook
from benchmarks.house import House
from webapp.local.folders import REPOSITORY
from webapp.sheets.samples import HEADER_ROW, Person

BATCH = 1000


def peer_rate(house: House, everybody: Sequence[Person]) -> dict[str, Any]:
    """Rows a second of the peer over these people, in a process of its own on the house's server."""
    path = house.folder / "peer.xlsx"
    path.write_bytes(workbook(everybody))
    command = [sys.executable, "-m", "benchmarks.peer.importing", house.admin_url, str(path)]
    done = subprocess.run(command, cwd=REPOSITORY, env=house.environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the peer failed: {done.stderr[-1500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["rows_per_second"] = round(found["rows"] / found["seconds"], 1)
    found["scaled"] = "by rows a second to the rows of the import"
    return found


def main(url: str, path: str) -> None:
    from benchmarks.peer.settings import configure

    configure(url)
    from django.db import connection

    from benchmarks.peer.models import Person as Row

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    resource = _resource()
    content = Path(path).read_bytes()
    begin, cpu = time.perf_counter(), time.process_time()
    data = _dataset(content)
    result = resource.import_data(data, raise_errors=False, use_transactions=True)
    seconds = time.perf_counter() - begin
    with connection.schema_editor() as editor:
        rows = Row.objects.count()
        editor.delete_model(Row)
    print(json.dumps({
        "rows": len(data), "imported": rows, "invalid": len(result.invalid_rows),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(time.process_time() - cpu, 3), "known": resource.known,
    }))  # fmt: skip


def _dataset(content: bytes) -> Any:
    """The sheet by the package's own XLSX format, from its header row on."""
    import io

    import openpyxl
    import tablib

    from webapp.sheets.checking.layouts import ANNEX_2

    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    data = tablib.Dataset(headers=list(ANNEX_2))
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True):
        data.append(row)
    return data


class Fastest:
    """The package's own settings for the quickest bulk import: no difference kept, no row looked up."""

    exclude = ("id",)
    import_id_fields = ()
    force_init_instance = True
    use_bulk = True
    batch_size = BATCH
    skip_diff = True
    skip_html_diff = True
    report_skipped = False
    store_row_values = False
    clean_model_instances = False


def _resource() -> Any:
    import base64
    import os

    from django.core.exceptions import ValidationError
    from django.db import connection
    from import_export import resources
    from stdnum.cn.ric import calc_check_digit

    from benchmarks.peer.models import Person as Row
    from tenants.sealing import Keyring

    keyring = Keyring({"b1": bytes(32)}, base64.b64decode(os.environ["JINLANLING_INDEX_KEY"]))

    class People(resources.ModelResource):  # type: ignore[misc]
        """Identity check row by row; the duplicate look-up before each batch is written."""

        known = 0

        class Meta(Fastest):
            model = Row

        def before_import_row(self, row: Any, **_: Any) -> None:
            number = str(row["id_number"])
            if len(number) != 18 or calc_check_digit(number) != number[-1]:
                raise ValidationError({"id_number": "check digit"})

        def bulk_create(self, *arguments: Any, **options: Any) -> None:
            indexes = [keyring.index(one.id_number) for one in self.create_instances]
            prints = [keyring.fingerprint(one) for one in indexes]
            with connection.cursor() as cursor:
                cursor.execute(
                    "select count(*) from known_certificate k"
                    " join unnest(%s::bigint[], %s::bytea[]) p(f, i) on k.person_fingerprint = p.f"
                    " and k.id_index = p.i and k.city_id = (select min(city_id) from tenant)",
                    [prints, indexes],
                )
                self.known += cursor.fetchone()[0]
            super().bulk_create(*arguments, **options)

    return People()


if __name__ == "__main__":
    main(*sys.argv[1:3])
