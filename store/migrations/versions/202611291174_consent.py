"""Consents with their proofs: basis, text, address; texts ever shown; addresses that said no.

Revision: 202611291174
Follows: 202611291173
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291174'
down_revision = '202611291173'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('text_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('basis', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('address_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('evidence', sa.String(length=200), nullable=True))

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('topics', sa.JSON(), nullable=True))

    op.create_table('consent_text',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=32), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('first_seen_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_consent_text'))
    )
    op.create_table('suppression',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression')),
    sa.UniqueConstraint('address_hash', 'purpose', name=op.f('uq_suppression_address_hash_purpose'))
    )


def downgrade() -> None:
    op.drop_table('suppression')
    op.drop_table('consent_text')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_column('topics')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('evidence')
        batch_op.drop_column('address_hash')
        batch_op.drop_column('basis')
        batch_op.drop_column('text_hash')
