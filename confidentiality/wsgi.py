"""What a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from confidentiality.interface.content_type import PlainContentType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confidentiality.settings.production")

application = PlainContentType(get_wsgi_application())

from confidentiality.access.checks import refuse_unsafe_database  # noqa: E402  # needs Django set up
from confidentiality.sealing.epoch_register import refuse_unfit_master_keys  # noqa: E402

refuse_unsafe_database()
refuse_unfit_master_keys()
