"""Keys by which persons and companies are looked up; pairs that may be one; merges and their undo.

The keys of rows that are there are written after the last migration, by store/rekeying.py.

Revision: 202611291098
Follows: 202611291097
"""

import sqlalchemy as sa
from alembic import op

from store.models.base import UtcDateTime

revision = '202611291098'
down_revision = '202611291097'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('gone_id', sa.Integer(), nullable=False),
    sa.Column('lead_ids', sa.JSON(), nullable=False),
    sa.Column('filled', sa.JSON(), nullable=False),
    sa.Column('merged_at', UtcDateTime(), nullable=False),
    sa.Column('merged_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', UtcDateTime(), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('policy_revision', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['merged_by_id'], ['person.id'], name=op.f('fk_merge_merged_by_id_person')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['person.id'], name=op.f('fk_merge_undone_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge'))
    )
    with op.batch_alter_table('merge', schema=None) as batch_op:
        batch_op.create_index('ix_merge_gone', ['kind', 'gone_id'], unique=False)

    op.create_table('match_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('found_at', UtcDateTime(), nullable=False),
    sa.Column('verdict', sa.String(length=32), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_match_pair_decided_by_id_person')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_match_pair_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_pair')),
    sa.UniqueConstraint('kind', 'one_id', 'other_id', name=op.f('uq_match_pair_kind_one_id_other_id'))
    )
    with op.batch_alter_table('match_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_pair_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_match_pair_undecided', ['id'], unique=False, sqlite_where=sa.text("verdict = 'uncertain'"), postgresql_where=sa.text("verdict = 'uncertain'"))

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('region', sa.String(length=6), nullable=True))
        batch_op.add_column(sa.Column('name_key', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('name_start', sa.String(length=50), nullable=True))
        batch_op.add_column(sa.Column('name_end', sa.String(length=50), nullable=True))
        batch_op.add_column(sa.Column('name_core', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_account_name_core'), ['name_core'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_name_end'), ['name_end'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_name_start'), ['name_start'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_account_merged_into_id_account'), 'account', ['merged_into_id'], ['id'])

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_contact_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_phone'), ['phone'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contact_merged_into_id_contact'), 'contact', ['merged_into_id'], ['id'])

    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gaps', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_column('gaps')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contact_merged_into_id_contact'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_contact_phone'))
        batch_op.drop_index(batch_op.f('ix_contact_name_key'))
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('name_key')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_account_merged_into_id_account'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_account_name_start'))
        batch_op.drop_index(batch_op.f('ix_account_name_key'))
        batch_op.drop_index(batch_op.f('ix_account_name_end'))
        batch_op.drop_index(batch_op.f('ix_account_name_core'))
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('name_core')
        batch_op.drop_column('name_end')
        batch_op.drop_column('name_start')
        batch_op.drop_column('name_key')
        batch_op.drop_column('region')

    with op.batch_alter_table('match_pair', schema=None) as batch_op:
        batch_op.drop_index('ix_match_pair_undecided', sqlite_where=sa.text("verdict = 'uncertain'"), postgresql_where=sa.text("verdict = 'uncertain'"))
        batch_op.drop_index(batch_op.f('ix_match_pair_lead_id'))

    op.drop_table('match_pair')
    with op.batch_alter_table('merge', schema=None) as batch_op:
        batch_op.drop_index('ix_merge_gone')

    op.drop_table('merge')
