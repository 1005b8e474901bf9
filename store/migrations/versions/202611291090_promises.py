"""Pauses and frozen calendars of clocks, tries of a cadence, marketing's duties.

Revision: 202611291090
Follows: 202611291085
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291090'
down_revision = '202611291085'
branch_labels = None
depends_on = None

WAS_WITHOUT_NEXT = sa.text(
    "next_step_at IS NULL AND stopped_at IS NULL AND state IN ('pending', 'at_risk')"
)
WITHOUT_NEXT = sa.text("next_step_at IS NULL AND stopped_at IS NULL AND chain_ended_at IS NULL")
STANDS = sa.text("still IS NOT NULL")
SPOKEN_OF = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index('ix_clock_without_next', table_name='clock')
    op.add_column('clock', sa.Column('chain_ended_at', UtcDateTime(), nullable=True))
    op.add_column('clock', sa.Column('promised_seconds', sa.Integer(), nullable=True))
    op.add_column('clock', sa.Column('calendar', sa.String(length=80), nullable=True))
    op.add_column('clock', sa.Column('still', sa.String(length=32), nullable=True))
    op.add_column('clock', sa.Column('pauses', sa.JSON(), nullable=False, server_default='[]'))
    # A broken clock that nobody looks at any more has come to its end.
    op.execute(
        "UPDATE clock SET chain_ended_at = due_at"
        " WHERE next_step_at IS NULL AND stopped_at IS NULL AND state NOT IN ('pending', 'at_risk')"
    )
    op.create_index(
        'ix_clock_without_next', 'clock', ['id'], unique=False,
        sqlite_where=WITHOUT_NEXT, postgresql_where=WITHOUT_NEXT,
    )
    op.create_index(
        'ix_clock_still', 'clock', ['still', 'next_step_at'], unique=False,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )
    op.create_table('frozen_calendar',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('kept_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_frozen_calendar'))
    )
    op.create_table('unanswered',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('clock_id', sa.Integer(), nullable=False),
    sa.Column('found_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['clock_id'], ['clock.id'], name=op.f('fk_unanswered_clock_id_clock')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_unanswered_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unanswered')),
    sa.UniqueConstraint('clock_id', name=op.f('uq_unanswered_clock_id'))
    )
    op.create_index('ix_unanswered_lead_id', 'unanswered', ['lead_id'], unique=False)
    op.create_table('cadence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('tries', sa.JSON(), nullable=False),
    sa.Column('made', sa.Integer(), nullable=False),
    sa.Column('by', sa.String(length=32), nullable=True),
    sa.Column('next_at', UtcDateTime(), nullable=True),
    sa.Column('look_at', UtcDateTime(), nullable=True),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('policy_revision', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_cadence_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cadence')),
    sa.UniqueConstraint('lead_id', name=op.f('uq_cadence_lead_id'))
    )
    op.create_index(
        'ix_cadence_look', 'cadence', ['look_at'], unique=False,
        sqlite_where=SPOKEN_OF, postgresql_where=SPOKEN_OF,
    )
    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('look_at', UtcDateTime(), nullable=True),
    sa.Column('stopped_at', UtcDateTime(), nullable=True),
    sa.Column('calendar', sa.String(length=80), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('broken', sa.Integer(), nullable=False),
    sa.Column('policy_revision', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_duty_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty')),
    sa.UniqueConstraint('lead_id', name=op.f('uq_duty_lead_id'))
    )
    op.create_index(
        'ix_duty_look', 'duty', ['look_at'], unique=False,
        sqlite_where=SPOKEN_OF, postgresql_where=SPOKEN_OF,
    )


def downgrade() -> None:
    op.drop_table('duty')
    op.drop_table('cadence')
    op.drop_table('unanswered')
    op.drop_table('frozen_calendar')
    op.drop_index('ix_clock_still', table_name='clock')
    op.drop_index('ix_clock_without_next', table_name='clock')
    for name in ('pauses', 'still', 'calendar', 'promised_seconds', 'chain_ended_at'):
        op.drop_column('clock', name)
    op.create_index(
        'ix_clock_without_next', 'clock', ['id'], unique=False,
        sqlite_where=WAS_WITHOUT_NEXT, postgresql_where=WAS_WITHOUT_NEXT,
    )
