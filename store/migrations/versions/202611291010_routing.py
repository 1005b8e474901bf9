"""Who is there and who gets a lead: hours, absences, calendars, account owners, waiting rooms.

Revision: 202611291010
Follows: 202611231700
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291010'
down_revision = '202611231700'
branch_labels = None
depends_on = None

WATCHED = sa.text("watch_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('daily_cap', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('tz', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('hours', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('cover_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('next_queue_at', UtcDateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_person_cover_id_person'), 'person', ['cover_id'], ['id'])

    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('external_id', sa.String(length=300), nullable=True),
    sa.Column('starts_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=True),
    sa.Column('cover_id', sa.Integer(), nullable=True),
    sa.Column('credit', sa.String(length=32), nullable=False),
    sa.Column('is_over', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id_person')),
    sa.ForeignKeyConstraint(['cover_id'], ['person.id'], name=op.f('fk_absence_cover_id_person')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_absence_created_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('person_id', 'source', 'external_id', name=op.f('uq_absence_person_id_source_external_id'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_absence_open', ['is_over', 'ends_at'], unique=False)

    op.create_table('calendar_feed',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('next_sync_at', UtcDateTime(), nullable=False),
    sa.Column('synced_at', UtcDateTime(), nullable=True),
    sa.Column('failed_at', UtcDateTime(), nullable=True),
    sa.Column('failure', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_calendar_feed'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_next_sync_at'), ['next_sync_at'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_key', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_account_owner_id'), ['owner_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_account_owner_id_person'), 'person', ['owner_id'], ['id'])

    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('watch_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('room', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('returns_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('previous_owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('handed_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('snoozed_until', UtcDateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_lead_returns_to_id_person'), 'person', ['returns_to_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_lead_previous_owner_id_person'), 'person', ['previous_owner_id'], ['id'])
    op.create_index('ix_lead_watch', 'lead', ['watch_at'], unique=False, sqlite_where=WATCHED, postgresql_where=WATCHED)

    with op.batch_alter_table('routing_ledger', schema=None) as batch_op:
        batch_op.add_column(sa.Column('credited_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('by_person_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_routing_ledger_day', ['credited_id', 'decided_at'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_routing_ledger_credited_id_person'), 'person', ['credited_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_routing_ledger_by_person_id_person'), 'person', ['by_person_id'], ['id'])

    op.create_table('swap_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('for_lead_id', sa.Integer(), nullable=False),
    sa.Column('by_person_id', sa.Integer(), nullable=False),
    sa.Column('to_person_id', sa.Integer(), nullable=False),
    sa.Column('offered_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('is_accepted', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_swap_offer_lead_id_lead')),
    sa.ForeignKeyConstraint(['for_lead_id'], ['lead.id'], name=op.f('fk_swap_offer_for_lead_id_lead')),
    sa.ForeignKeyConstraint(['by_person_id'], ['person.id'], name=op.f('fk_swap_offer_by_person_id_person')),
    sa.ForeignKeyConstraint(['to_person_id'], ['person.id'], name=op.f('fk_swap_offer_to_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_offer'))
    )
    with op.batch_alter_table('swap_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_offer_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_swap_offer_for_lead_id'), ['for_lead_id'], unique=False)


def downgrade() -> None:
    op.drop_table('swap_offer')
    with op.batch_alter_table('routing_ledger', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_routing_ledger_by_person_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_routing_ledger_credited_id_person'), type_='foreignkey')
        batch_op.drop_index('ix_routing_ledger_day')
        batch_op.drop_column('by_person_id')
        batch_op.drop_column('credited_id')
    op.drop_index('ix_lead_watch', table_name='lead')
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_lead_previous_owner_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_lead_returns_to_id_person'), type_='foreignkey')
        for column in ('snoozed_until', 'handed_at', 'previous_owner_id', 'returns_to_id', 'room', 'watch_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_account_owner_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_account_owner_id'))
        batch_op.drop_column('is_key')
        batch_op.drop_column('owner_id')
    op.drop_table('calendar_feed')
    op.drop_table('absence')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_person_cover_id_person'), type_='foreignkey')
        for column in ('next_queue_at', 'cover_id', 'hours', 'tz', 'daily_cap'):
            batch_op.drop_column(column)
