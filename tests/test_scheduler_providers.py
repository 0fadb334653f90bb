"""Mail services that are known by the domain of an address."""

import pytest

from scheduler.providers import PROVIDERS, of_address, of_host


@pytest.mark.parametrize(
    ("address", "name"),
    [("a@qq.com", "qq"), ("A@QQ.COM", "qq"), ("a@foxmail.com", "qq"), ("a@163.com", "163"), ("a@126.com", "126"),
     ("a@aliyun.com", "aliyun"), ("a@exmail.qq.com", "exmail"), ("a@gmail.com", "gmail")],
)  # fmt: skip
def test_a_service_is_known_by_its_domain(address: str, name: str) -> None:
    found = of_address(address)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("address", ["a@example.org", "qq.com", "a@notqq.com", "", "@", "a@qq.com.example.org"])
def test_another_domain_is_not_known(address: str) -> None:
    assert (of_address(address) is None) == (address != "qq.com")


def test_no_domain_and_no_name_belongs_to_two_and_all_are_encrypted() -> None:
    domains = [domain for one in PROVIDERS.values() for domain in one.domains]
    assert len(set(domains)) == len(domains)
    assert all(name == one.name for name, one in PROVIDERS.items())
    assert {(one.port, one.security) for one in PROVIDERS.values()} <= {(465, "tls"), (994, "tls"), (587, "starttls")}
    assert all(of_host(one.host) == one for one in PROVIDERS.values())
    assert of_host("smtp.example.org") is None
