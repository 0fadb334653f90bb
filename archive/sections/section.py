"""What every section is."""

import os

from pydantic import BaseModel, ConfigDict

# Looking through everything that is installed for plugins takes longer than reading the settings; we use none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class Section(BaseModel):
    """A section: nobody changes it once it is read, and it has no other keys."""

    # Its validator is built when it is first needed: that of all settings together has those of its sections in it.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
