"""By which rules somebody's next day was planned, and when the last one ends.

Revision: 202611291186
Follows: 202611291185
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291186'
down_revision = '202611291185'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day_ends_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('queue_revision', sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('queue_revision')
        batch_op.drop_column('day_ends_at')
