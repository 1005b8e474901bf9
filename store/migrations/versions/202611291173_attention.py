"""When and for what a person wants to be mentioned.

Revision: 202611291173
Follows: 202611291098
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291173'
down_revision = '202611291098'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quiet_from', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('quiet_until', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('alerts', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('alerts')
        batch_op.drop_column('quiet_until')
        batch_op.drop_column('quiet_from')
