"""Earlier duties of marketing with their moments, where a lead only counted them.

When they ended was never kept: they count from the beginning of the duty that followed.

Revision: 202611291185
Follows: 202611291180
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291185'
down_revision = '202611291180'
branch_labels = None
depends_on = None

DUTY = sa.table(
    'duty',
    sa.column('lead_id', sa.Integer()),
    sa.column('started_at', UtcDateTime()),
    sa.column('kept', sa.Integer()),
    sa.column('broken', sa.Integer()),
)
PAST = sa.table(
    'past_duty',
    sa.column('lead_id', sa.Integer()),
    sa.column('started_at', UtcDateTime()),
    sa.column('due_at', UtcDateTime()),
    sa.column('stopped_at', UtcDateTime()),
)


def upgrade() -> None:
    op.create_table('past_duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('stopped_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_past_duty_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_past_duty'))
    )
    with op.batch_alter_table('past_duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_past_duty_lead_id'), ['lead_id'], unique=False)
    counted = sa.select(DUTY).where(DUTY.c.kept + DUTY.c.broken > 0)
    rows = []
    for lead_id, began_at, kept, broken in op.get_bind().execute(counted).all():
        late = began_at - timedelta(seconds=1)
        for due_at in (*[began_at] * kept, *[late] * broken):
            moments = {'started_at': due_at, 'due_at': due_at, 'stopped_at': began_at}
            rows.append({'lead_id': lead_id, **moments})
    if rows:
        op.bulk_insert(PAST, rows)
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_column('broken')
        batch_op.drop_column('kept')


def downgrade() -> None:
    with op.batch_alter_table('duty', schema=None) as batch_op:
        for name in ('kept', 'broken'):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default='0'))
    in_time = PAST.c.stopped_at <= PAST.c.due_at
    for name, which in (('kept', in_time), ('broken', sa.not_(in_time))):
        of_lead = sa.select(sa.func.count()).select_from(PAST)
        count = of_lead.where(PAST.c.lead_id == DUTY.c.lead_id, which).scalar_subquery()
        op.execute(sa.update(DUTY).values({name: count}))
    with op.batch_alter_table('duty', schema=None) as batch_op:
        for name in ('kept', 'broken'):
            batch_op.alter_column(name, server_default=None)
    op.drop_table('past_duty')
