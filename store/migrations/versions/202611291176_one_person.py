"""Who was joined is looked up from the other side.

Revision: 202611291176
Follows: 202611291175
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291176'
down_revision = '202611291175'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('contact', 'lead'):
        merged = sa.text('merged_into_id IS NOT NULL')
        op.create_index(f'ix_{table}_merged', table, ['merged_into_id'], unique=False, sqlite_where=merged, postgresql_where=merged)


def downgrade() -> None:
    for table in ('lead', 'contact'):
        op.drop_index(f'ix_{table}_merged', table_name=table)
