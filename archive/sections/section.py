"""What every section is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section: nobody changes it once it is read, and it has no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
