"""PostgreSQL leaves room beside each lead: its next version stands on the same page, and none of
the indexes that it does not concern is written.

Revision: 202611291179
Follows: 202611291178
"""

from alembic import op
revision = '202611291179'
down_revision = '202611291178'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE lead SET (fillfactor = 80)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE lead RESET (fillfactor)')
