"""Leads that come due together find room for their next state on their page (PostgreSQL).

Pages that are full already stay as they are; `VACUUM FULL lead` or time brings them there.

Revision: 202611291399
Follows: 202611291299
"""

from alembic import op
revision = '202611291399'
down_revision = '202611291299'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE lead SET (fillfactor = 50)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE lead SET (fillfactor = 80)')
