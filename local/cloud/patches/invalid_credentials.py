"""Credentials that AWS does not know.

ministack lets everybody in. To whoever comes with the access key `invalid`, every service answers here as AWS
does to a key that was deleted; a Query service, such as STS, with InvalidClientTokenId and 403.
"""
