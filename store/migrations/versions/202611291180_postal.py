"""A company's postal code, by which a territory may claim its leads.

Revision: 202611291180
Follows: 202611291179
"""

import sqlalchemy as sa
from alembic import op

revision = '202611291180'
down_revision = '202611291179'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('postal_code', sa.String(length=10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('postal_code')
