"""Leads are looked up by their number elsewhere, of whichever source it is.

Revision: 202611291299
Follows: 202611291199
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291299'
down_revision = '202611291199'
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = sa.text('external_id IS NOT NULL')
    op.create_index('ix_lead_external_id', 'lead', ['external_id'], postgresql_where=there, sqlite_where=there)


def downgrade() -> None:
    op.drop_index('ix_lead_external_id', table_name='lead')
