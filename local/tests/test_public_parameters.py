def test_aws_publishes_an_image_for_each_architecture(client):
    ids = [
        client("ssm").get_parameter(Name=f"/aws/service/ecs/optimized-ami/amazon-linux-2023/{path}")
        for path in ("recommended/image_id", "arm64/recommended/image_id")
    ]
    first, second = (answer["Parameter"]["Value"] for answer in ids)
    assert first.startswith("ami-")
    assert second.startswith("ami-")
    assert first != second
