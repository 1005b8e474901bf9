"""When somebody's quiet hours end next, and up to when what they held back has been said.

Revision: 202611291178
Follows: 202611291176
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291178'
down_revision = '202611291176'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hints_due_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('hints_since', UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('hints_since')
        batch_op.drop_column('hints_due_at')
