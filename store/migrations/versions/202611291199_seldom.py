"""What most rows have not is indexed for those that have: deals, lists and waking of leads, and
the persons whose values an owed effect holds.

Revision: 202611291199
Follows: 202611291191
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291199'
down_revision = '202611291191'
branch_labels = None
depends_on = None

SELDOM = (
    ('lead', 'wake_at'),
    ('lead', 'list_id'),
    ('lead', 'opportunity_id'),
    ('outbox', 'subject_id'),
)


def upgrade() -> None:
    for table, column in SELDOM:
        there = sa.text(f'{column} IS NOT NULL')
        op.drop_index(f'ix_{table}_{column}', table_name=table)
        op.create_index(f'ix_{table}_{column}', table, [column], postgresql_where=there, sqlite_where=there)


def downgrade() -> None:
    for table, column in SELDOM:
        op.drop_index(f'ix_{table}_{column}', table_name=table)
        op.create_index(f'ix_{table}_{column}', table, [column])
