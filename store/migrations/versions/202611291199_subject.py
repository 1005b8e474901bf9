"""Few owed effects hold a person's values: only those are indexed by the person.

Revision: 202611291199
Follows: 202611291191
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291199'
down_revision = '202611291191'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_outbox_subject_id', table_name='outbox')
    op.create_index(
        'ix_outbox_subject_id',
        'outbox',
        ['subject_id'],
        postgresql_where=sa.text('subject_id IS NOT NULL'),
        sqlite_where=sa.text('subject_id IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_outbox_subject_id', table_name='outbox')
    op.create_index('ix_outbox_subject_id', 'outbox', ['subject_id'])
