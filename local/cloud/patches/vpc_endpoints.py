"""Members of a VPC endpoint that ministack does not keep: security groups, private names, policy.

Terraform would see them differ in every plan.
"""

from collections.abc import Callable

from ministack.services import ec2

from cloud.patches.wrapping import wrap

# What AWS gives an endpoint that has no policy of its own.
FULL_ACCESS = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'


def apply() -> None:
    ec2._ACTION_MAP["CreateVpcEndpoint"] = creating(ec2._ACTION_MAP["CreateVpcEndpoint"])
    ec2._ACTION_MAP["ModifyVpcEndpoint"] = modifying(ec2._ACTION_MAP["ModifyVpcEndpoint"])
    wrap(ec2, "_vpce_fields_xml", fields_to_xml)


def creating(original: Callable) -> Callable:
    def create(params: dict):
        before = set(ec2._vpc_endpoints.keys())
        original(params)
        (endpoint_id,) = set(ec2._vpc_endpoints.keys()) - before
        endpoint = ec2._vpc_endpoints[endpoint_id]
        is_interface = endpoint["VpcEndpointType"] == "Interface"
        endpoint["SecurityGroupIds"] = ec2._parse_member_list(params, "SecurityGroupId")
        endpoint["PrivateDnsEnabled"] = ec2._p(params, "PrivateDnsEnabled", str(is_interface)).lower()
        endpoint["PolicyDocument"] = ec2._p(params, "PolicyDocument") or FULL_ACCESS
        xml = ec2._vpce_fields_xml(endpoint, tag="vpcEndpoint")
        return ec2._xml(200, "CreateVpcEndpointResponse", xml)

    return create


def modifying(original: Callable) -> Callable:
    def modify(params: dict):
        answer = original(params)
        endpoint = ec2._vpc_endpoints.get(ec2._p(params, "VpcEndpointId"))
        if endpoint is not None:
            removed = ec2._parse_member_list(params, "RemoveSecurityGroupId")
            added = ec2._parse_member_list(params, "AddSecurityGroupId")
            kept = [one for one in endpoint.get("SecurityGroupIds", []) if one not in removed]
            endpoint["SecurityGroupIds"] = kept + added
            private_dns = ec2._p(params, "PrivateDnsEnabled")
            if private_dns:
                endpoint["PrivateDnsEnabled"] = private_dns.lower()
        return answer

    return modify


def fields_to_xml(original: Callable, endpoint: dict, tag: str = "item") -> str:
    groups = "".join(
        f"<item><groupId>{group}</groupId></item>" for group in endpoint.get("SecurityGroupIds", [])
    )
    more = (
        f"<groupSet>{groups}</groupSet>"
        f"<privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
        f"<policyDocument>{ec2._esc(endpoint.get('PolicyDocument', FULL_ACCESS))}</policyDocument>"
        "<ipAddressType>ipv4</ipAddressType>"
        "<dnsOptions><dnsRecordIpType>ipv4</dnsRecordIpType></dnsOptions>"
    )
    return original(endpoint, tag=tag).removesuffix(f"</{tag}>") + f"{more}</{tag}>"
