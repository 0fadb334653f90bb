"""An archive of an earlier program is brought up to date with all that it holds."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from archive import migrations
from archive.config import Settings
from archive.store import engine as engines
from archive.store import open_archive, runs
from tests.found import NOON

EARLIER = (
    "INSERT INTO runs (id, run_id, source, started_at, finished_at, status, why, pages, new, changed, withdrawn, "
    "unchanged, errors) VALUES (1, 'r1', 'zs_gxj-tzgg', :at, :at, 'ok', '', 3, 2, 0, 0, 1, '[]')"
)


@pytest.fixture
def earlier(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of an archive of the first schema, with a run in it."""
    url = request.getfixturevalue("empty_postgres_database") if engine == "postgresql" else ""
    settings = Settings(data_dir=tmp_path, database_url=url)
    made = engines.engine(settings.url)
    with made.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text(EARLIER), {"at": NOON.isoformat() if engine == "sqlite" else NOON})
    made.dispose()
    return settings


def test_runs_of_earlier_programs_stay_and_teach_nothing(earlier: Settings) -> None:
    with open_archive(earlier) as archive, archive.begin() as tx:
        (run,) = runs.of_run(tx, "r1")
        assert (run.status, run.pages, run.facts) == ("ok", 3, {})
        assert runs.healthy(tx, "zs_gxj-tzgg", 10) == [{}]
        assert tx.scalar(sa.text("SELECT version_num FROM alembic_version")) == migrations.HEAD
