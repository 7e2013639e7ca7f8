"""What a post looks like, so that 副市长王某, 王某副市长 and 王某 can be told apart."""

import re

_WORD = (
    "省长|市长|州长|县长|区长|镇长|乡长|村长|书记|主任|主席|常委|局长|部长|厅长|处长|科长|"
    "股长|院长|校长|行长|会长|理事长|秘书长|"
    "专员|调研员|巡视员|委员|委员长|成员|总经理|经理|总监|董事长|董事|监事|总裁|厂长|场长|"
    "矿长|社长|主管|助理|干事|科员|组长|队长|"
    "所长|站长|政委|司令员|检察长|总工程师|总经济师|总会计师|会计|工程师|参事|顾问|代表|负责人|办公室主任|领导"
)
_BODY = (
    "委|政府|人大|人大常委会|政协|党组|党委|党工委|管委会|常委会|统战部|组织部|宣传部|政法委|"
    "纪委|监委|办公室|办公厅|工商联"
)
_PLACE = (
    r"[省市州县区镇乡]|街道|[\u4e00-\u9fff]{2,8}(?:省|市|州|县|区|厅|局|办|处|科|公司|集团|"
    r"银行|中心|管委会|开发区|新区|商会|协会)"
)
_RANK = "原|时任|代|第一|常务|副|正|总|执行|一级|二级|三级|四级|名誉|党"
_POST = rf"(?:{_PLACE})?(?:{_BODY}){{0,2}}(?:{_RANK})*(?:{_WORD})"
_POSTS = rf"{_POST}(?:[、兼]{_POST})*"

TITLE = re.compile(_POSTS)
TITLE_THEN_NAME = re.compile(rf"(?P<title>{_POSTS})[:：]?(?P<name>[\u4e00-\u9fff]{{2,4}})")
# 王市长, 张副县长: a form of address, not a name.
SURNAME_THEN_TITLE = re.compile(rf"[\u4e00-\u9fff](?:{_RANK})*(?:{_WORD})")
NAME_THEN_TITLE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?P<title>{_POSTS})")
