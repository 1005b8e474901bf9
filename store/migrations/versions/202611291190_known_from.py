"""Where each value of a lead comes from.

Revision: 202611291190
Follows: 202611291186
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291190'
down_revision = '202611291186'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('known_from', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_column('known_from')
